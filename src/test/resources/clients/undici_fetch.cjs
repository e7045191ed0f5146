// Fetches a URL through a proxy with a bearer token from the environment.
const { ProxyAgent, fetch } = require('undici');

async function main([proxy, url]) {
  const dispatcher = new ProxyAgent({ uri: proxy, token: `Bearer ${process.env.TOKEN}` });
  const response = await fetch(url, { dispatcher });
  if (!response.ok) throw new Error(`status ${response.status}`);
  process.stdout.write(await response.text());
  await dispatcher.close();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
