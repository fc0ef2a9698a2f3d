#define SUITE g1
#define RANDOM "test.g1"
#define POINT zk_g1
#define AFFINE zk_g1_affine
#define ELEMENT zk_fp
#define GENERATOR zk_g1_generator
#define G(x) zk_g1_##x
#define ELEMENT_ADD zk_fp_add
#define MULTIPLE multiple_of_g1
#define POINT_OF g1_of
#define ROW 1
#include "group_tests.h"
