#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/discovery/service_discovery.hpp>
#include <fiberloom/drivers/wire/address.hpp>
#include <fiberloom/drivers/wire/udp.hpp>
#include <tuple>

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

// "_lxi._tcp" in the domain that multicast DNS is for.
dns::Name name_of_type(std::string_view type) {
  dns::Name name;
  while (!type.empty()) {
    const std::size_t dot = type.find('.');
    name.emplace_back(type.substr(0, dot));
    type = dot == std::string_view::npos ? std::string_view{} : type.substr(dot + 1);
  }
  name.emplace_back("local");
  return name;
}

bool is_of_type(const dns::Name& instance, const dns::Name& type) {
  return instance.size() == type.size() + 1 &&
         dns::is_same(dns::Name(instance.begin() + 1, instance.end()), type);
}

}  // namespace

std::vector<std::string> instrument_service_types() {
  return {"_lxi._tcp", "_vxi-11._tcp", "_scpi-raw._tcp", "_hislip._tcp"};
}

std::string service_question(const std::vector<std::string>& types) {
  dns::Message message;
  for (const std::string& type : types) {
    message.questions.push_back({.name = name_of_type(type), .type = dns::type_ptr});
  }
  return dns::encode(message);
}

ServiceBook::ServiceBook(const std::vector<std::string>& types) {
  for (const std::string& type : types) {
    types_.push_back(name_of_type(type));
  }
}

void ServiceBook::add(const dns::Message& answer, const std::string& from) {
  if (!answer.is_response) {
    return;
  }
  for (const dns::Record& record : answer.records) {
    const auto known = std::ranges::find_if(
        heard_, [&record](const Heard& heard) { return heard.record == record; });
    if (known == heard_.end()) {
      heard_.push_back({.record = record, .from = from});
    }
  }
}

std::vector<FoundService> ServiceBook::services() const {
  const auto find_data = [this]<class Data>(const dns::Name& name, const Data*) -> const Data* {
    for (const Heard& heard : heard_) {
      const auto* data = std::get_if<Data>(&heard.record.data);
      if (data != nullptr && dns::is_same(heard.record.name, name)) {
        return data;
      }
    }
    return nullptr;
  };
  std::vector<FoundService> services;
  for (const Heard& heard : heard_) {
    const auto* service = std::get_if<dns::Service>(&heard.record.data);
    const dns::Name& instance = heard.record.name;
    const auto type = std::ranges::find_if(
        types_, [&instance](const dns::Name& wanted) { return is_of_type(instance, wanted); });
    if (service == nullptr || type == types_.end()) {
      continue;
    }
    const auto* address = find_data(service->host, static_cast<const dns::Address*>(nullptr));
    const auto* texts = find_data(instance, static_cast<const dns::Texts*>(nullptr));
    services.push_back({.name = instance.front(),
                        .type = dns::to_text(dns::Name(type->begin(), type->end() - 1)),
                        .host = address != nullptr ? address->text : heard.from,
                        .port = service->port,
                        .texts = texts != nullptr ? *texts : dns::Texts{}});
  }
  std::ranges::sort(services, [](const FoundService& a, const FoundService& b) {
    return std::tie(a.name, a.type) < std::tie(b.name, b.type);
  });
  return services;
}

std::vector<FoundService> discover_services(const DiscoveryPlace& place,
                                            const std::vector<std::string>& types,
                                            std::chrono::nanoseconds time,
                                            const std::stop_token& stop) {
  UdpSocket socket(place.interface_address, 0);
  socket.send_multicast_by(place.interface_address);
  ServiceBook book(types);
  const std::string question = service_question(types);
  const Until end = Until::within(time, stop);
  for (const auto listens_for : {time / 2, time}) {  // a datagram may get lost
    socket.send({.address = place.address, .port = place.port}, question);
    const Until until = end.at_most(listens_for);
    for (;;) {
      try {
        const Datagram answer = socket.receive(until);
        book.add(dns::decode(answer.bytes), answer.from.address);
      } catch (const core::InstrumentError& error) {
        if (error.code() == "transport.timeout") {
          break;
        }
        if (error.code() != "transport.protocol") {  // what is no answer is not for us
          throw;
        }
      }
    }
  }
  return book.services();
}

std::optional<std::string> wire_address_of(const FoundService& service) {
  if (service.type == "_scpi-raw._tcp") {
    return to_text({.scheme = WireScheme::tcp, .host = service.host, .port = service.port});
  }
  if (service.type == "_hislip._tcp") {
    return to_text({.scheme = WireScheme::hislip,
                    .host = service.host,
                    .port = service.port,
                    .device = "hislip0"});
  }
  if (service.type == "_vxi-11._tcp") {  // its port is the portmapper's
    return to_text({.scheme = WireScheme::vxi11, .host = service.host, .device = "inst0"});
  }
  return std::nullopt;
}

}  // namespace fiberloom::drivers
