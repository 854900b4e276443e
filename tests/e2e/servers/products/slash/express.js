import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler } from "@modelcontextprotocol/server";
import express from "express";
import { allowBrowsers, build } from "./mcp-server.mjs";

const app = express();
@LINES@
app.use((request, response, next) => {
  if (request.path === "/mcp") response.redirect(308, "/mcp/");
  else if (!allowBrowsers(request, response)) next();
});
app.all("/mcp/", toNodeHandler(createMcpHandler(() => build("express"))));
app.listen(@PORT@, "127.0.0.1");
