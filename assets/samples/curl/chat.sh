# One question, one answer.
curl --fail-with-body -sS --cacert "$LLMAAS_CA" "$LLMAAS_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $LLMAAS_API_KEY" -H "Content-Type: application/json" \
  -d '{
    "model": "'"$LLMAAS_CHAT_MODEL"'",
    "messages": [{"role": "user", "content": "How do I create an API key?"}]
  }'
