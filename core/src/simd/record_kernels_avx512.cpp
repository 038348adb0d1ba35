// The passes over one long record for processors with avx512: see kernels_avx512.cpp.
#define FIBERLOOM_VECTOR_BYTES 64
#include "record_kernels.hpp"

namespace fiberloom::core {

extern const RecordKernels record_kernels_avx512;
const RecordKernels record_kernels_avx512 = make_record_kernels();

}  // namespace fiberloom::core
