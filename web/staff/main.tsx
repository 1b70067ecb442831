import { render } from "preact";
import { Staff } from "./Staff";

const page = document.getElementById("page");
if (page) render(<Staff />, page);
