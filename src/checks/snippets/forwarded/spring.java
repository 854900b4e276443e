# application.properties: the request's URL then follows X-Forwarded-Proto and X-Forwarded-Host
server.forward-headers-strategy=framework
