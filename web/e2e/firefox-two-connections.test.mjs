import "./harness/own-network.mjs";
import { firefoxAndChromium } from "./stories/firefox.mjs";

firefoxAndChromium("with two connections", { singlePeerConnection: false });
