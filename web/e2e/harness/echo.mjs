// A program: answers each datagram with itself. `node echo.mjs ADDRESS PORT`
import { createSocket } from "node:dgram";

const [address, port] = process.argv.slice(2);
const socket = createSocket("udp4");
socket.on("message", (message, { address: from, port: at }) => socket.send(message, at, from));
socket.bind(Number(port), address, () => console.log("ready"));
