// npm install cors
import cors from "cors";

// Before every other app.use(): the answers of all that follows carry the headers, refusals too.
app.use(cors({
  origin: "{origin}",
  methods: "GET, POST, DELETE, OPTIONS",
  allowedHeaders: "{headers}",
  exposedHeaders: "Mcp-Session-Id, WWW-Authenticate, MCP-Protocol-Version",
}));
