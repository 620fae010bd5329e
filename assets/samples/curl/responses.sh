# OpenAI's Responses API.
curl --fail-with-body -sS --cacert "$LLMAAS_CA" "$LLMAAS_BASE_URL/responses" \
  -H "Authorization: Bearer $LLMAAS_API_KEY" -H "Content-Type: application/json" \
  -d '{"model": "'"$LLMAAS_CHAT_MODEL"'", "input": "How do I create an API key?", "store": false}'
