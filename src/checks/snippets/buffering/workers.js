// A Worker streams unless it awaits the whole body: pass `answer.body` on, not `await answer.text()`.
const answer = await fetch(request);
const stream = new Response(answer.body, answer);
stream.headers.set("Cache-Control", "no-cache, no-transform");
stream.headers.set("X-Accel-Buffering", "no");
return stream;
