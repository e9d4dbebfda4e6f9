package sentiment
