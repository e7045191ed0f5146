// Fetches a URL through an HTTP/2 proxy (RFC 9113 section 8.5) with a bearer token from the environment.
const http2 = require('node:http2');
const https = require('node:https');
const tls = require('node:tls');

const [proxy, url] = process.argv.slice(2);
const { host, hostname } = new URL(url);

const session = http2.connect(proxy);
session.on('error', fail);

const tunnel = session.request({
  ':method': 'CONNECT',
  ':authority': host,
  'proxy-authorization': `Bearer ${process.env.TOKEN}`,
  'user-agent': 'node-http2',
});
tunnel.on('error', fail);
tunnel.on('response', (headers) => {
  if (headers[':status'] !== 200) {
    fail(new Error(`status ${headers[':status']}`));
  }
  const createConnection = () => tls.connect({ socket: tunnel, servername: hostname });
  https
    .get(url, { createConnection }, (response) => {
      response.pipe(process.stdout);
      response.on('end', () => session.close());
    })
    .on('error', fail);
});

function fail(error) {
  console.error(error);
  process.exit(1);
}
