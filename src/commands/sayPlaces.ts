import * as vscode from 'vscode';
import type { Order } from '../jobs/order.ts';
import { openSetting } from '../messages/buttons.ts';
import { showMessage } from '../platform/dialogs.ts';
import { getExpectedTarget, isOutside } from '../saving/target.ts';

const key = 'savePathSaid';

/**
 * Says once for each `savePath` of the user's that it leads out of the workspace: that is allowed, but easily
 * forgotten. Does not wait until the message is closed.
 */
export function createSayPlaces(state: vscode.Memento): (orders: readonly Order[]) => Promise<void> {
  return async (orders) => {
    const [order] = orders;
    if (!order?.save.workspaceFolder || order.save.target !== undefined) return;
    const { template } = order.save;
    if (state.get(key) === template) return;
    const target = await getExpectedTarget(order);
    if (!isOutside(target, order)) return;
    await state.update(key, template);
    const { button, press } = openSetting('savePath');
    const text = vscode.l10n.t(
      'fluxKontext.savePath in your user settings leads out of the workspace: pictures are saved in {0}.',
      vscode.Uri.joinPath(target, '..').fsPath,
    );
    void showMessage('information', text, button).then((pressed) => pressed === button && press());
  };
}
