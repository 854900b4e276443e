import compression from "compression";
import express from "express";
import { answer } from "./products/stream.mjs";

const app = express();
@LINES@
app.all("/mcp", answer);
app.listen(@PORT@, "127.0.0.1");
