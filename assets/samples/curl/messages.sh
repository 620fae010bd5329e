# Anthropic's Messages API, which coding agents speak.
curl --fail-with-body -sS --cacert "$LLMAAS_CA" "$LLMAAS_BASE_URL/messages" \
  -H "x-api-key: $LLMAAS_API_KEY" -H "anthropic-version: 2023-06-01" -H "Content-Type: application/json" \
  -d '{
    "model": "'"$LLMAAS_CHAT_MODEL"'",
    "max_tokens": 200,
    "messages": [{"role": "user", "content": "How do I create an API key?"}]
  }'
