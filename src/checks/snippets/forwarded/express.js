// One proxy stands before this: request.protocol is then what X-Forwarded-Proto says.
app.set("trust proxy", 1);
