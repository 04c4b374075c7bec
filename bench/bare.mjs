// The least that a Node server can do: one body and its headers, as given, for every request.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const { port, headers, bodyFile } = JSON.parse(process.argv[2])
const body = readFileSync(bodyFile)
createServer((_request, response) => {
  response.writeHead(200, headers)
  response.end(body)
}).listen(port, '127.0.0.1', () => process.send?.('ready'))
process.on('disconnect', () => process.exit(0))
