#!/bin/sh
# Makes the key files of the tests with OpenSSL 3, Java's keytool and Node.js, without network. No server knows any of these keys.
# The passphrase of what is encrypted is `synthetic`.
set -eu
pass=pass:synthetic
cd "$(dirname "$0")"

for kind in rsa2048 rsa3072 rsa4096 p256 p384 p521 ed25519; do
    case $kind in
        rsa*) openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:${kind#rsa}" -out "$kind.pkcs8.pem" ;;
        p*) openssl genpkey -quiet -algorithm EC -pkeyopt "ec_paramgen_curve:P-${kind#p}" -out "$kind.pkcs8.pem" ;;
        *) openssl genpkey -quiet -algorithm "$kind" -out "$kind.pkcs8.pem" ;;
    esac
    openssl req -x509 -key "$kind.pkcs8.pem" -subj "/CN=synthetic $kind" -days 36500 -out "$kind.certificate.pem"
    node -e 'const { createPrivateKey } = require("node:crypto"), fs = require("node:fs");
        const key = createPrivateKey(fs.readFileSync(process.argv[1]));
        console.log(JSON.stringify(key.export({ format: "jwk" })))' "$kind.pkcs8.pem" >"$kind.jwk.json"
done

for kind in rsa2048 p256 p384 p521 ed25519; do
    key=$kind.pkcs8.pem
    openssl pkcs8 -topk8 -in "$key" -passout $pass -out "$kind.pbes2.pem"
    openssl pkcs12 -export -inkey "$key" -in "$kind.certificate.pem" -passout $pass -out "$kind.p12"
    openssl pkcs12 -export -legacy -inkey "$key" -in "$kind.certificate.pem" -passout $pass -out "$kind.legacy.p12"
    [ $kind = ed25519 ] || openssl pkey -in "$key" -traditional -out "$kind.traditional.pem"
done

# Every encryption, with one key.
key=p256.pkcs8.pem
openssl pkcs8 -topk8 -in $key -passout $pass -v2 aes-128-cbc -v2prf hmacWithSHA1 -out p256.pbes2-aes128-sha1.pem
openssl pkcs8 -topk8 -in $key -passout $pass -v2 aes-192-cbc -v2prf hmacWithSHA384 -out p256.pbes2-aes192-sha384.pem
openssl pkcs8 -topk8 -in $key -passout $pass -v2 aes-256-cbc -v2prf hmacWithSHA512 -out p256.pbes2-aes256-sha512.pem
openssl pkcs8 -topk8 -in $key -passout $pass -v2 des3 -out p256.pbes2-des3.pem
openssl pkcs8 -topk8 -in $key -passout $pass -scrypt -out p256.pbes2-scrypt.pem
openssl pkcs8 -topk8 -in $key -passout pass: -out p256.pbes2-empty.pem
for scheme in PBE-MD5-DES PBE-SHA1-DES PBE-MD5-RC2-64 PBE-SHA1-RC2-64 PBE-SHA1-3DES PBE-SHA1-2DES PBE-SHA1-RC2-128 PBE-SHA1-RC2-40 \
    PBE-SHA1-RC4-128; do
    openssl pkcs8 -topk8 -in $key -passout $pass -v1 $scheme -provider legacy -provider default -out p256.$scheme.pem
done
for cipher in aes128 aes192 aes256 des3 des camellia128; do
    openssl ec -in $key -$cipher -passout $pass -provider legacy -provider default -out p256.traditional-$cipher.pem 2>/dev/null
done
openssl rsa -in rsa2048.pkcs8.pem -traditional -aes256 -passout $pass -out rsa2048.traditional-aes256.pem 2>/dev/null

# PKCS#12: with a chain, which OpenSSL writes in this order; without passphrase, MAC or encryption; other MACs; from Java.
openssl req -x509 -key p384.pkcs8.pem -subj "/CN=synthetic CA" -days 36500 -out ca.tmp
openssl req -new -key $key -subj "/CN=synthetic chain" -out request.tmp
openssl x509 -req -in request.tmp -CA ca.tmp -CAkey p384.pkcs8.pem -set_serial 2 -days 36500 -out own.tmp 2>/dev/null
openssl pkcs12 -export -inkey $key -in own.tmp -certfile ca.tmp -passout $pass -out chain.p12
cat ca.tmp own.tmp $key >chain.pem
openssl pkcs12 -export -inkey $key -in p256.certificate.pem -passout pass: -out empty.p12
openssl pkcs12 -export -inkey $key -in p256.certificate.pem -passout pass: -legacy -out empty.legacy.p12
openssl pkcs12 -export -inkey $key -in p256.certificate.pem -passout $pass -nomac -out nomac.p12
openssl pkcs12 -export -inkey $key -in p256.certificate.pem -passout pass: -keypbe NONE -certpbe NONE -nomac -out plain.p12
openssl pkcs12 -export -inkey $key -in p256.certificate.pem -passout $pass -macalg sha384 -out sha384.p12
openssl pkcs12 -export -inkey $key -in p256.certificate.pem -passout $pass -macalg sha512 -out sha512.p12
openssl pkcs12 -export -inkey $key -in p256.certificate.pem -passout 'pass:pässwört 🔑' -legacy -out unicode.p12
openssl pkcs12 -export -nokeys -in p256.certificate.pem -passout $pass -out certificates.p12
for algorithm in EC RSA; do
    keytool -genkeypair -keyalg $algorithm -alias synthetic -dname CN=synthetic -validity 36500 -storetype PKCS12 \
        -keystore java-$algorithm.p12 -storepass synthetic 2>/dev/null
done

# Forms of elliptic curve keys.
openssl ec -in $key -no_public -out p256.without-public.pem 2>/dev/null
openssl ec -in $key -conv_form compressed -out p256.compressed.pem 2>/dev/null
openssl ec -in p384.pkcs8.pem -no_public -out p384.without-public.pem 2>/dev/null
openssl ec -in p521.pkcs8.pem -no_public -out p521.without-public.pem 2>/dev/null

# What can't be used.
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out unsupported-secp256k1.pem
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1 -out unsupported-brainpoolP256r1.pem
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -out unsupported-explicit.pem
openssl genpkey -quiet -algorithm ed448 -out unsupported-ed448.pem
openssl genpkey -quiet -algorithm x25519 -out unsupported-x25519.pem
openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out unsupported-rsa-pss.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3 -out unsupported-rsa-primes.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out unsupported-rsa1024.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2304 -out unsupported-rsa2304.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out unsupported-rsa-exponent.pem
openssl dsaparam -genkey 2048 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -out unsupported-dsa.pem
rm -f ./*.tmp
