"use strict";

const api = document.documentElement.dataset.api;
SwaggerUIBundle({
  domNode: document.getElementById("operations"),
  url: new URL(`${api}/openapi.json`, document.baseURI).href,
  // A viewer that asks elsewhere whether the document is valid would tell others where this server stands.
  validatorUrl: null,
  docExpansion: "list",
  tryItOutEnabled: true,
  persistAuthorization: false,
});
