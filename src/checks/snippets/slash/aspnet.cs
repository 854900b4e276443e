// First of the middleware. Call UseRouting() after it, so that the route is chosen for the new path.
app.Use((context, next) =>
{
    if (context.Request.Path == "{path}") context.Request.Path = "{other}";
    return next(context);
});
app.UseRouting();
