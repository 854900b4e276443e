import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler } from "@modelcontextprotocol/server";
import express from "express";
import { build } from "./mcp-server.mjs";

const app = express();
@LINES@
app.all("/mcp", toNodeHandler(createMcpHandler(() => build("express"))));
app.listen(@PORT@, "127.0.0.1");
