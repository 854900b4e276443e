builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    // Add the origins of your own web clients.
    .WithOrigins("https://your-app.example", "{origin}")
    .WithMethods("GET", "POST", "DELETE", "OPTIONS")
    .WithHeaders("{headers}".Split(", "))
    .WithExposedHeaders("Mcp-Session-Id", "WWW-Authenticate", "MCP-Protocol-Version")));

// After builder.Build(), before UseAuthentication() and UseAuthorization().
app.UseCors();
