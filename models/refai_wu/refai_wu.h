#ifndef CROWDPATCH_MODELS_REFAI_WU_REFAI_WU_H
#define CROWDPATCH_MODELS_REFAI_WU_REFAI_WU_H

#include "models/model.h"

/** A private, permissioned chain whose contract holds the firmware. Source: Refai and Wu,
 *  "Blockchain for Secure IoT Firmware Updates". */
extern const struct model_ops refai_wu_ops;

#endif
