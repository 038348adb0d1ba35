// expect: (use of deleted function .*EmissionPermit\(const .*EmissionPermit|call to deleted constructor of .*EmissionPermit)
// room: hal
#include <fiberloom/hal/rig.hpp>
#include <utility>

void run_twice(fiberloom::hal::Rig& rig) {
  fiberloom::hal::EmissionPermit permit = rig.arm();
#ifdef FIBERLOOM_BAD_LINE
  const fiberloom::hal::EmissionPermit second = permit;
#endif
  const fiberloom::hal::EmissionPermit moved = std::move(permit);
}
