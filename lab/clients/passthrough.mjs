// The smallest possible gateway, byte for byte from GW_PORT to $MOCK: shows that the run itself is sound.
import http from 'node:http';

const upstream = new URL(process.env.MOCK);

http
  .createServer((req, res) => {
    const headers = { ...req.headers, host: upstream.host };
    const target = { host: upstream.hostname, port: upstream.port, path: req.url, method: req.method, headers };
    const forwarded = http.request(target, answer => {
      res.writeHead(answer.statusCode, answer.headers);
      answer.pipe(res);
      answer.on('error', () => res.destroy());
      answer.on('aborted', () => res.destroy());
    });
    forwarded.on('error', () => res.destroy());
    req.pipe(forwarded);
  })
  .on('upgrade', (_, socket) =>
    socket.end('HTTP/1.1 426 Upgrade Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
  )
  .listen(+process.env.GW_PORT, '127.0.0.1');
