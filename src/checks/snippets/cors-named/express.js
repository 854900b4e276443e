// npm install cors
import cors from "cors";

// Before every other app.use(): then error responses have the headers too.
app.use(cors({
  origin: ["https://your-app.example", "{origin}"], // add the origins of your own web clients,
  methods: "GET, POST, DELETE, OPTIONS",
  allowedHeaders: "{headers}",
  exposedHeaders: "Mcp-Session-Id, WWW-Authenticate, MCP-Protocol-Version",
}));
