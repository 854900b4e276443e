# application.properties: the request's URL is then what X-Forwarded-Proto and X-Forwarded-Host say
server.forward-headers-strategy=framework
