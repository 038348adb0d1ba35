// A responder that is not ours answers our questions for instruments. Where it is missing the test is skipped, and says
// which package has it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <fiberloom/drivers/discovery/service_discovery.hpp>
#include <fstream>

#include "shell.hpp"

namespace fiberloom::test {
namespace {

using namespace std::chrono_literals;

// Avahi with one instrument to announce, on a loopback and in folders of its own. It drops to a user of its own, which
// wants a real root.
bool start_avahi() {
  if (::unshare(CLONE_NEWNS) != 0 ||
      shell("sh -c 'mount --make-rprivate / && mount -t tmpfs none /run && "
            "mount -t tmpfs none /etc/avahi/services && ip link set lo multicast on && "
            "ip route add 224.0.0.0/4 dev lo'")
              .status != 0) {
    return false;
  }
  std::ofstream("/etc/avahi/services/scope.service")
      << "<service-group><name>Bench scope 1.2</name><service><type>_hislip._tcp</type>"
         "<port>4881</port><txt-record>Model=X</txt-record></service></service-group>";
  std::ofstream("/run/avahi.conf") << "[server]\nhost-name=bench\nuse-ipv6=no\nenable-dbus=no\n"
                                      "allow-interfaces=lo\n";
  return shell("avahi-daemon -D -f /run/avahi.conf --no-drop-root --no-chroot --no-rlimits")
             .status == 0;
}

TEST(ForeignResponder, AvahiTellsUsWhereAnInstrumentIs) {
  if (!has_program("avahi-daemon")) {
    GTEST_SKIP() << "NOT TESTED: avahi-daemon is missing; apt-get install avahi-daemon";
  }
  const std::string output = in_own_network([](std::string& said) {
    if (!start_avahi()) {
      said = "no network of one's own";
      return;
    }
    std::vector<drivers::FoundService> found;
    for (int attempt = 0; attempt < 20 && found.empty(); ++attempt) {  // it probes its name first
      found = drivers::discover_services({.interface_address = "127.0.0.1"},
                                         drivers::instrument_service_types(), 500ms);
    }
    for (const drivers::FoundService& service : found) {
      said += service.name + " | " + service.texts.at(0) + " | " +
              drivers::wire_address_of(service).value_or("none") + "\n";
    }
    shell("avahi-daemon -k");
  });
  if (output.find("no network of one's own") != std::string::npos) {
    GTEST_SKIP() << "NOT TESTED: this system gives no network of one's own";
  }
  EXPECT_EQ(output, "Bench scope 1.2 | Model=X | hislip://127.0.0.1:4881/hislip0\n");
}

}  // namespace
}  // namespace fiberloom::test
