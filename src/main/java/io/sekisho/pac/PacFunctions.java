package io.sekisho.pac;

/** The part of the script that is always the same. It needs no function of the browser's. */
final class PacFunctions {

  static final String TEXT =
      """

      // The groups of 16 bits of an address, those of IPv4 for an IPv4-mapped one; null for a name.
      function groups(text) {
        var quad = /^(.*:)?([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})$/.exec(text);
        if (quad) {
          var high = quad[2] * 256 + (quad[3] - 0);
          var low = quad[4] * 256 + (quad[5] - 0);
          if (!quad[1]) {
            return [high, low];
          }
          text = quad[1] + high.toString(16) + ":" + low.toString(16);
        }
        if (text.indexOf(":") < 0) {
          return null;
        }
        var halves = text.split("::");
        var head = halves[0] === "" ? [] : halves[0].split(":");
        var tail = halves.length < 2 || halves[1] === "" ? [] : halves[1].split(":");
        while (head.length + tail.length < 8) {
          head.push("0");
        }
        head = head.concat(tail);
        var result = [];
        var sum = 0;
        for (var i = 0; i < 8; i++) {
          result.push(parseInt(head[i], 16));
          sum += i < 5 ? result[i] : 0;
        }
        return sum === 0 && result[5] === 65535 ? [result[6], result[7]] : result;
      }

      // The ports of all blocks around the address.
      function around(blocks, address) {
        var found = [];
        for (var i = 0; i < blocks.length; i++) {
          var parts = blocks[i][0].split("/");
          var block = groups(parts[0]);
          var bits = parts.length > 1 ? parts[1] - 0 : 16 * block.length;
          var same = block.length === address.length;
          for (var j = 0; same && j < block.length && bits > 16 * j; j++) {
            var shift = Math.max(0, 16 * (j + 1) - bits);
            same = block[j] >> shift === address[j] >> shift;
          }
          if (same) {
            found.push(blocks[i][1]);
          }
        }
        return found;
      }

      // The ports of the name, and of all domains above it.
      function above(names, host) {
        var found = [];
        if (typeof names["=" + host] === "number") {
          found.push(names["=" + host]);
        }
        for (var dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
          if (dot > 0 && typeof names[host.substring(dot)] === "number") {
            found.push(names[host.substring(dot)]);
          }
        }
        return found;
      }

      function covers(found, port) {
        for (var i = 0; i < found.length; i++) {
          var ranges = PORTS[found[i]];
          for (var j = 0; j < ranges.length; j += 2) {
            if (ranges[j] <= port && port <= ranges[j + 1]) {
              return true;
            }
          }
        }
        return false;
      }

      function portOf(url) {
        var parts = /^([a-z]+):\\/\\/(?:[^\\/?#@]*@)?(?:\\[[^\\]]*\\]|[^:\\/?#]*)(?::([0-9]+))?/i.exec(url);
        if (parts && parts[2]) {
          return parts[2] - 0;
        }
        var scheme = parts ? parts[1].toLowerCase() : "";
        return scheme === "http" || scheme === "ws" ? 80 : scheme === "ftp" ? 21 : 443;
      }

      function FindProxyForURL(url, host) {
        host = host.toLowerCase().replace(/^\\[|\\]$|\\.$/g, "");
        var address = groups(host);
        var loopback = address
          ? (address.length === 2 ? address[0] >> 8 === 127 : address.join() === "0,0,0,0,0,0,0,1")
          : /(^|\\.)localhost$/.test(host);
        var past = address ? around(PAST_BLOCKS, address) : above(PAST_NAMES, host);
        if (loopback || past.length > 0) {
          return "DIRECT";
        }
        if (covers(address ? around(BLOCKS, address) : above(NAMES, host), portOf(url))) {
          return PROXY;
        }
        if (address ? around(SPECIAL, address).length > 0 : host.indexOf(".") < 0) {
          return "DIRECT";
        }
        return OTHERWISE;
      }
      """;

  private PacFunctions() {}
}
