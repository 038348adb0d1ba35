// expect: (no matching function for call to .*Backend::run\(|too few arguments to function call, expected 2)
// room: hal
#include <fiberloom/hal/backend.hpp>

fiberloom::hal::RunResult run(fiberloom::hal::Backend& backend,
                              const fiberloom::hal::RunRequest& request,
                              const fiberloom::hal::EmissionPermit& permit) {
#ifdef FIBERLOOM_BAD_LINE
  backend.run(request);
#endif
  return backend.run(request, permit);
}
