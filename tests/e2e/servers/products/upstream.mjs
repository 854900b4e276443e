import { createServer } from 'node:http';
import { answer } from './stream.mjs';

const http = createServer(answer).listen(0, '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${http.address().port}`);
});
