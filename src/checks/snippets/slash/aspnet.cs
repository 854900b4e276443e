// First of the middleware. UseRouting() has to be called after it: else routes are chosen before.
app.Use((context, next) =>
{
    if (context.Request.Path == "{path}") context.Request.Path = "{other}";
    return next(context);
});
app.UseRouting();
