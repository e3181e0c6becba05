terraform import dcv_validation.shop sectigo/shop.example.com
