/* What Sealflow uses of mbedTLS, for 3.6 and 2.28 alike, native and WebAssembly. A switch here
 * needs its .c file in cmake/Dependencies.cmake. Nothing that reads clocks, files, entropy or
 * sockets: the core has none of these. */
#ifndef SEALFLOW_MBEDTLS_CONFIG_H
#define SEALFLOW_MBEDTLS_CONFIG_H

/* SHA-256 and HMAC (target sealflow::mbedcrypto) */
#define MBEDTLS_SHA256_C
#define MBEDTLS_MD_C
#if defined(__EMSCRIPTEN__)
#define MBEDTLS_PLATFORM_ZEROIZE_ALT /* zeroize.c */
#endif

/* ES256, deterministic as in RFC 6979 (target sealflow::mbedcrypto_p256) */
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECDSA_DETERMINISTIC
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C

#if defined(__has_include)
#if !__has_include("mbedtls/build_info.h")
#define SEALFLOW_MBEDTLS_2
#endif
#endif

/* 3.x checks the configuration itself, 2.28 leaves that to the configuration file. */
#ifdef SEALFLOW_MBEDTLS_2
/* 2.28 has SHA-224 and SHA-256 in one switch and wants both named. */
#define MBEDTLS_SHA224_C
#include "mbedtls/check_config.h"
#endif

#endif
