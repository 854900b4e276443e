// A Worker streams as long as nobody awaits the whole: pass the body on, not `await answer.text()`.
const answer = await fetch(request);
const stream = new Response(answer.body, answer);
stream.headers.set("Cache-Control", "no-cache, no-transform");
stream.headers.set("X-Accel-Buffering", "no");
return stream;
