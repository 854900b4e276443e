builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .AllowAnyOrigin()
    .WithMethods("GET", "POST", "DELETE", "OPTIONS")
    .WithHeaders("{headers}".Split(", "))
    .WithExposedHeaders("Mcp-Session-Id", "WWW-Authenticate", "MCP-Protocol-Version")));

// After builder.Build(), before UseAuthentication() and UseAuthorization().
app.UseCors();
