D_EXTEND("example.com",
  // sectigo/prepared.example.com
  CNAME("_c8f8263e661ac412169b58d15e5eb78b.prepared", "db6def34dbf3838ac5d3e68186e31fca.56cfcdf63cc1beb899c4d25a2e8be1e8.sectigo.com.", TTL(60)),
  // sectigo/submitted.example.com, order of 2026-11-19, until 2026-12-19T00:00:00Z
  CNAME("_86ba621596a55d4f4642b60cdcd1e934.submitted", "494a39d6a957e6dbc08a017630204b79.2fef0325b973556926ef3442c6640322.sectigo.com.", TTL(60))
);
