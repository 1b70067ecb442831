import { render } from "preact";
import { tokenOf } from "./arrival";
import { DoorPage } from "./DoorPage";
import { KindPage } from "./KindPage";
import { offerLinkOf } from "./offer";
import { OfferPage } from "./OfferPage";
import { VisitPage } from "./VisitPage";
import { words } from "../src/strings/door";

/** Three addresses and no router: `/d/{token}` before Join, `/visit` after it, `/offer#…` before any door. */
function Door() {
  if (location.pathname === "/offer") {
    const link = offerLinkOf(location.hash);
    return link ? <OfferPage link={link} /> : <KindPage {...words.unknownLink} />;
  }
  if (location.pathname.startsWith("/visit")) return <VisitPage />;
  const token = tokenOf(location.pathname);
  return token ? <DoorPage token={token} /> : <KindPage {...words.unknownLink} />;
}

const page = document.getElementById("page");
if (page) render(<Door />, page);
