/* Redress: service credits by rules. For C (C89 with <stdint.h>) and C++ hosts; the contract is in redress_abi.h. */
#ifndef REDRESS_H
#define REDRESS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "redress_abi.h"

#ifdef __cplusplus
}
#endif

#endif
