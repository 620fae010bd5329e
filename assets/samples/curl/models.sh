# Which models may this key use?
curl --fail-with-body -sS --cacert "$LLMAAS_CA" "$LLMAAS_BASE_URL/models" \
  -H "Authorization: Bearer $LLMAAS_API_KEY"
