// Before MapMcp() and UseResponseCompression().
app.Use((context, next) =>
{
    context.Response.Headers["X-Accel-Buffering"] = "no";
    context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>()?.DisableBuffering();
    return next(context);
});
