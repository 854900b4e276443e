// In place of app.use(compression()), which delays events.
app.use(compression({
  filter: (request, response) => request.path !== "{path}" && compression.filter(request, response),
}));
// Proxies such as nginx read this.
app.use("{path}", (request, response, next) => {
  response.set("X-Accel-Buffering", "no");
  next();
});
