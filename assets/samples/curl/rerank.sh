# Which of these documents answers the question?
curl --fail-with-body -sS --cacert "$LLMAAS_CA" "$LLMAAS_BASE_URL/rerank" \
  -H "Authorization: Bearer $LLMAAS_API_KEY" -H "Content-Type: application/json" \
  -d '{
    "model": "'"$LLMAAS_RERANK_MODEL"'",
    "query": "How do I revoke a key?",
    "documents": ["Input costs 1.80 EUR per million tokens.", "Open API keys and choose Revoke.", "Support answers in French."],
    "top_n": 1,
    "return_documents": true
  }'
