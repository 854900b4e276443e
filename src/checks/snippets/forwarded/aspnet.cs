using Microsoft.AspNetCore.HttpOverrides;

builder.Services.Configure<ForwardedHeadersOptions>(options =>
{
    options.ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
    // Only this machine is trusted by default: add your proxy if it is another one.
    options.KnownProxies.Add(System.Net.IPAddress.Parse("10.0.0.1"));
});

// First of the middleware.
app.UseForwardedHeaders();
