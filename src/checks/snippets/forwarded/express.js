// Behind one proxy: request.protocol is then the value of X-Forwarded-Proto.
app.set("trust proxy", 1);
