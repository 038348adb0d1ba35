// expect: (use of deleted function .*Rig::Rig\(const .*Rig|call to deleted constructor of .*Rig)
// room: hal
#include <fiberloom/hal/rig.hpp>

const fiberloom::hal::Rig& same_bench(const fiberloom::hal::Rig& rig) {
#ifdef FIBERLOOM_BAD_LINE
  const fiberloom::hal::Rig copy = rig;
#endif
  return rig;
}
