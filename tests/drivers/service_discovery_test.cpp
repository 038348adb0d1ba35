#include <fiberloom/drivers/discovery/service_discovery.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/discovery/network_interface.hpp>
#include <fiberloom/drivers/wire/udp.hpp>
#include <thread>

#include "expect_error.hpp"

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

const dns::Name instance{"Bench scope", "_hislip", "_tcp", "local"};

dns::Message where_it_listens() {
  return {.is_response = true,
          .records = {{.name = {"_hislip", "_tcp", "local"}, .data = dns::Pointer{instance}},
                      {.name = instance, .data = dns::Service{4880, {"scope", "local"}}},
                      {.name = instance, .data = dns::Texts{"Model=X"}}}};
}

dns::Message address_of_host() {
  return {.is_response = true,
          .records = {{.name = {"SCOPE", "local"}, .data = dns::Address{"10.1.2.3"}}}};
}

TEST(ServiceBook, PutsTogetherWhatComesInPieces) {
  ServiceBook book(instrument_service_types());
  book.add(where_it_listens(), "10.9.9.9");
  EXPECT_THAT(book.services(), ElementsAre(Field(&FoundService::host, "10.9.9.9")))
      << "until somebody tells better, it is where the answer came from";
  book.add(address_of_host(), "10.9.9.9");
  book.add(where_it_listens(), "10.9.9.9");  // told twice
  EXPECT_THAT(book.services(), ElementsAre(FoundService{.name = "Bench scope",
                                                        .type = "_hislip._tcp",
                                                        .host = "10.1.2.3",
                                                        .port = 4880,
                                                        .texts = {"Model=X"}}));
}

TEST(ServiceBook, LeavesOutWhatWasNotAskedFor) {
  ServiceBook book({"_lxi._tcp"});
  book.add(where_it_listens(), "10.9.9.9");
  dns::Message question = where_it_listens();
  question.is_response = false;
  ServiceBook other(instrument_service_types());
  other.add(question, "10.9.9.9");
  EXPECT_THAT(book.services(), IsEmpty());
  EXPECT_THAT(other.services(), IsEmpty());
}

TEST(ServiceDiscovery, GivesAddressesThatARigCanHave) {
  const auto address = [](std::string type, std::uint16_t port) {
    return wire_address_of({.type = std::move(type), .host = "10.1.2.3", .port = port});
  };
  EXPECT_EQ(address("_scpi-raw._tcp", 5025), "tcp://10.1.2.3:5025");
  EXPECT_EQ(address("_hislip._tcp", 4880), "hislip://10.1.2.3:4880/hislip0");
  EXPECT_EQ(address("_vxi-11._tcp", 111), "vxi11://10.1.2.3/inst0");
  EXPECT_EQ(address("_lxi._tcp", 80), std::nullopt);
}

// An instrument that answers the asking port, as one has to that is asked from a port of one's own; noise first.
TEST(ServiceDiscovery, HearsWhoAnswersTheQuestion) {
  UdpSocket socket("127.0.0.1", 0);
  std::string asked;
  std::jthread instrument([&](const std::stop_token& stop) {
    const Datagram question = socket.receive(Until::within(10s, stop));
    asked = question.bytes;
    socket.send(question.from, "noise");
    socket.send(question.from, dns::encode(where_it_listens()));
  });
  const auto found = discover_services(
      {.interface_address = "127.0.0.1", .address = "127.0.0.1", .port = socket.port()},
      {"_hislip._tcp"}, 400ms);
  instrument.join();
  EXPECT_THAT(found, ElementsAre(Field(&FoundService::host, "127.0.0.1")));
  EXPECT_THAT(dns::decode(asked).questions,
              ElementsAre(dns::Question{{"_hislip", "_tcp", "local"}, dns::type_ptr}));
}

TEST(NetworkInterfaces, HaveALoopback) {
  const NetworkInterface loopback = find_interface("127.0.0.1");
  EXPECT_EQ(loopback.broadcast, "127.255.255.255");
  EXPECT_EQ(find_interface(loopback.name), loopback);
  EXPECT_THAT(network_interfaces(), Contains(loopback));
  test::expect_error<core::InputError>("input.interface", {"no-such", "127.0.0.1"},
                                       [] { static_cast<void>(find_interface("no-such")); });
}

}  // namespace
}  // namespace fiberloom::drivers
