import express from "express";

const app = express();
@LINES@
app.use((request, response) => response.json({ resource: `${request.protocol}://${request.host}/mcp` }));
app.listen(@PORT@, "127.0.0.1");
