/** What an operation is about, read from Node's own object for it: an address, a host name, a request. */
import { dictionary, stringIndexOf, stringSlice } from './intrinsics.ts';
import { cut, ownNumber, ownText, ownValue } from './own-values.ts';

export type Detail = (resource: object) => string;

const details = dictionary<Detail>();

function endpoint(resource: object): string {
  const address = ownText(resource, 'address');
  const port = ownNumber(resource, 'port');
  if (address === '' || port < 0) return address;
  return stringIndexOf(address, ':') === -1 ? `${address}:${port}` : `[${address}]:${port}`;
}

function named(what: string, about: string): string {
  return about === '' ? '' : `${what} ${about}`;
}

/** The value of a header in the head of a request as it will be sent. */
function headerOf(head: string, name: string): string {
  const start = stringIndexOf(head, `\r\n${name}: `);
  if (start === -1) return '';
  const from = start + name.length + 4;
  const end = stringIndexOf(head, '\r\n', from);
  return end === -1 ? '' : stringSlice(head, from, end);
}

/** From the head of the request, `GET /path HTTP/1.1` and its headers: what will be sent. */
function clientRequest(resource: object): string {
  const request = ownValue(resource, 'req');
  const head = ownValue(request, '_header');
  if (typeof head !== 'string') return '';
  const method = stringIndexOf(head, ' ');
  const path = stringIndexOf(head, ' ', method + 1);
  if (method === -1 || path === -1) return '';
  const host = headerOf(head, 'Host') || ownText(request, 'host');
  const url = `${ownText(request, 'protocol') || 'http:'}//${host}${stringSlice(head, method + 1, path)}`;
  return cut(`HTTP ${stringSlice(head, 0, method)} ${url}`);
}

details['TCPCONNECTWRAP'] = (resource) => named('TCP connect', endpoint(resource));
details['PIPECONNECTWRAP'] = (resource) => named('connect', ownText(resource, 'address'));
details['UDPSENDWRAP'] = (resource) => named('datagram to', endpoint(resource));
details['GETADDRINFOREQWRAP'] = (resource) => named('DNS lookup', ownText(resource, 'hostname'));
details['GETNAMEINFOREQWRAP'] = (resource) => named('DNS lookup of', ownText(resource, 'hostname'));
details['QUERYWRAP'] = (resource) => {
  const host = ownText(resource, 'hostname');
  return host === '' ? '' : named(`DNS ${ownText(resource, 'bindingName') || 'query'}`, host);
};
details['HTTPCLIENTREQUEST'] = clientRequest;

/** Says more than the type does, or '' when nothing more is known; undefined for types of which there never is. */
export function detailsOf(type: string): Detail | undefined {
  return details[type];
}
