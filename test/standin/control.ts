import type { Durations } from './durations.ts';
import { requestKinds, type FaultRule } from './faults.ts';
import { jsonResponse, response, type StandinResponse } from './responses.ts';
import type { StandinRequest, StandinService } from './service.ts';

/**
 * Lets a test in another process script the stand-in and read its counts, over HTTP under `/standin/`:
 *
 * - `GET counts`, `GET tasks`: what `service.counts` and `service.tasks` hold
 * - `GET images/<task id>`: the exact bytes that delivery serves
 * - `GET wait?on=submit&count=2`: answers once so many requests of that kind have arrived
 * - `POST faults` (a rule or a list), `DELETE faults`, `POST durations`, `POST reset`
 */
export async function control(request: StandinRequest, service: StandinService): Promise<StandinResponse> {
  const url = new URL(request.url);
  const [, , what = '', id] = url.pathname.split('/');
  switch (`${request.method} ${what}`) {
    case 'GET counts':
      return jsonResponse(200, service.counts);
    case 'GET tasks':
      return jsonResponse(200, service.tasks);
    case 'GET images': {
      const task = service.tasks.find((candidate) => candidate.id === id);
      return task === undefined
        ? jsonResponse(404, { detail: 'Not Found' })
        : response(200, `image/${task.recipe.format}`, await service.image(task));
    }
    case 'GET wait': {
      const kind = requestKinds.find((candidate) => candidate === url.searchParams.get('on'));
      if (kind === undefined) return jsonResponse(422, { detail: `on must be one of ${requestKinds.join(', ')}` });

      await service.arrived(kind, Number(url.searchParams.get('count') ?? 1));
      return jsonResponse(200, service.counts);
    }
    case 'POST faults': {
      const rules: FaultRule | FaultRule[] = JSON.parse(request.body);
      service.faults.add(...[rules].flat());
      return jsonResponse(200, {});
    }
    case 'DELETE faults':
      service.faults.clear();
      return jsonResponse(200, {});
    case 'POST durations': {
      const durations: Durations = JSON.parse(request.body);
      service.setDurations(durations);
      return jsonResponse(200, {});
    }
    case 'POST reset':
      service.reset();
      return jsonResponse(200, {});
    default:
      return jsonResponse(404, { detail: 'Not Found' });
  }
}
