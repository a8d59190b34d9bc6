import { show, Top } from "./page.tsx";

show(<Top />);
