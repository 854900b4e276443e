// npm install cors
import cors from "cors";

// Before every other app.use(): then error responses have the headers too.
app.use(cors({
  origin: "*",
  methods: "GET, POST, DELETE, OPTIONS",
  allowedHeaders: "{headers}",
  exposedHeaders: "Mcp-Session-Id, WWW-Authenticate, MCP-Protocol-Version",
}));
