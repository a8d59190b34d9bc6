import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: "client",
  plugins: [react()],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    rolldownOptions: {
      input: ["index", "dashboard", "admin", "desk"].map((page) => `client/${page}.html`),
    },
  },
});
