import { render } from "preact";
import { tokenOf } from "./arrival";
import { DoorPage } from "./DoorPage";
import { KindPage } from "./KindPage";
import { VisitPage } from "./VisitPage";
import { words } from "../src/strings/door";

/** Two addresses and no router: `/d/{token}` before Join, `/visit` after it. */
function Door() {
  if (location.pathname.startsWith("/visit")) return <VisitPage />;
  const token = tokenOf(location.pathname);
  return token ? <DoorPage token={token} /> : <KindPage {...words.unknownLink} />;
}

const page = document.getElementById("page");
if (page) render(<Door />, page);
