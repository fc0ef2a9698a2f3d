#ifndef CROWDPATCH_MODELS_LEE_LEE_LEE_LEE_H
#define CROWDPATCH_MODELS_LEE_LEE_LEE_LEE_H

#include "models/model.h"

/** Version checks by a blockchain, files by BitTorrent. Source: Lee and Lee 2016; README.md beside
 *  this file. */
extern const struct model_ops lee_lee_ops;

#endif
